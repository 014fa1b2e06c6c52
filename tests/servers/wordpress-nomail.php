<?php
// SPDX-License-Identifier: ISC
// No mail leaves a test.
add_filter('pre_wp_mail', fn() => true);
